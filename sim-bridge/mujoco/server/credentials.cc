#include "server/credentials.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>

#include "server/start_error.h"

namespace blindvla {
namespace {

// Short ones can be guessed.
constexpr std::size_t kMinTokenLength = 16;
// The same as the harness (BridgeConnection.cs).
constexpr std::size_t kMaxTokenLength = 4096;
// A chain of certificates is some kilobytes long.
constexpr std::size_t kMaxPemLength = 1 << 20;

// At most one byte more than `longest`, which is enough to see that a file is longer; a device need not end.
std::string ReadFile(const std::filesystem::path& path, const char* what, std::size_t longest) {
  std::ifstream file(path, std::ios::binary);
  std::string text(longest + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad() || text.empty())
    throw StartError(std::string("the ") + what + " " + path.string() + " is missing, empty or unreadable");
  return text;
}

std::string ReadPem(const std::filesystem::path& path, const char* what) {
  std::string text = ReadFile(path, what, kMaxPemLength);
  if (text.size() > kMaxPemLength) {
    throw StartError(std::string("the ") + what + " " + path.string() + " is longer than " +
                     std::to_string(kMaxPemLength) + " bytes; expected PEM");
  }
  return text;
}

// The first line.
std::string ReadToken(const std::filesystem::path& path) {
  const std::string text = ReadFile(path, "token file", kMaxTokenLength);
  const std::string token = text.substr(0, text.find_first_of("\r\n"));
  if (token.size() < kMinTokenLength) {
    throw StartError("the token in " + path.string() + " has " + std::to_string(token.size()) +
                     " characters, at least " + std::to_string(kMinTokenLength) +
                     " are needed; make one with: openssl rand -hex 32");
  }
  if (token.size() > kMaxTokenLength) {
    throw StartError("the token in " + path.string() + " is longer than " + std::to_string(kMaxTokenLength) +
                     " characters; make one with: openssl rand -hex 32");
  }
  return token;
}

// gRPC notices only when it serves the first connection.
void CheckPair(const RemoteAccess& access, const std::string& certificate_text, const std::string& key_text) {
  const auto read = [](const std::string& text, auto* reader, auto* free) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
                                                        &BIO_free);
    // The empty password keeps OpenSSL from asking for one at the terminal.
    return std::unique_ptr<std::remove_pointer_t<decltype(reader(nullptr, nullptr, nullptr, nullptr))>, decltype(free)>(
        reader(bio.get(), nullptr, nullptr, const_cast<char*>("")), free);
  };
  const auto certificate = read(certificate_text, &PEM_read_bio_X509, &X509_free);
  if (!certificate) throw StartError(access.certificate.string() + " holds no certificate in PEM format");
  const auto key = read(key_text, &PEM_read_bio_PrivateKey, &EVP_PKEY_free);
  if (!key) throw StartError(access.key.string() + " holds no private key in PEM format without a password");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    throw StartError("the TLS key " + access.key.string() + " is not that of the certificate " +
                     access.certificate.string());
  }
}

class TokenCheck : public grpc::AuthMetadataProcessor {
 public:
  explicit TokenCheck(const std::string& token) : expected_("Bearer " + token) {}

  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext*, OutputMetadata* consumed,
                       OutputMetadata*) override {
    const auto [begin, end] = metadata.equal_range("authorization");
    if (begin == end || std::next(begin) != end || !Matches(begin->second)) {
      return {grpc::StatusCode::UNAUTHENTICATED,
              "expected the metadata 'authorization: Bearer <token>' with this server's token"};
    }
    consumed->emplace("authorization", expected_);
    return grpc::Status::OK;
  }

 private:
  // Takes as long for a wrong first character as for a wrong last one.
  bool Matches(grpc::string_ref found) const {
    unsigned difference = found.size() != expected_.size();
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      difference |= static_cast<unsigned char>(expected_[i] ^ (i < found.size() ? found.data()[i] : 0));
    }
    return difference == 0;
  }

  const std::string expected_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> SecureCredentials(const RemoteAccess& access) {
  const std::string key = ReadPem(access.key, "TLS key");
  const std::string certificate = ReadPem(access.certificate, "TLS certificate");
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({key, certificate});
  const std::string token = ReadToken(access.token);
  CheckPair(access, certificate, key);
  auto credentials = grpc::SslServerCredentials(options);
  credentials->SetAuthMetadataProcessor(std::make_shared<TokenCheck>(token));
  return credentials;
}

}  // namespace blindvla
