#pragma once

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <sstream>
#include <string>

#include "analyzer/recordings/compressed_file.hpp"

namespace tidemark::testing {

inline std::string compress(const std::string& bytes, Compression compression) {
  std::istringstream source(bytes);
  std::ostringstream packed;
  boost::iostreams::filtering_ostream out;
  if (compression == Compression::kGzip) out.push(boost::iostreams::gzip_compressor());
  if (compression == Compression::kXz) out.push(boost::iostreams::lzma_compressor());
  if (compression == Compression::kZstd) out.push(boost::iostreams::zstd_compressor());
  out.push(packed);
  boost::iostreams::copy(source, out);
  return packed.str();
}

}  // namespace tidemark::testing
