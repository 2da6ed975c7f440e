# cmake -DOUTPUT=FILE -DFILES=x,y -P embed.cmake: writes C++ that defines tidemark::html_assets(), its members in
# the order of the files; a file that is not there is empty.
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(views "")
set(index 0)
foreach(file IN LISTS files)
  set(bytes "")
  if(EXISTS "${file}")
    file(READ "${file}" bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  endif()
  string(APPEND arrays "constexpr char kFile${index}[] = {${bytes}'\\0'};\n")
  string(APPEND views "      {static_cast<const char*>(kFile${index}), sizeof kFile${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"analyzer/reports/html/html_assets.hpp\"

namespace tidemark {
namespace {

${arrays}
}  // namespace

const HtmlAssets& html_assets() {
  static constexpr HtmlAssets kAssets{
${views}  };
  return kAssets;
}

}  // namespace tidemark
")
