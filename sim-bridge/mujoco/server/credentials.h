#ifndef BLINDVLA_SERVER_CREDENTIALS_H_
#define BLINDVLA_SERVER_CREDENTIALS_H_

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <memory>

namespace blindvla {

// What a server must have before anybody outside this machine may connect.
struct RemoteAccess {
  std::filesystem::path certificate;  // PEM
  std::filesystem::path key;          // PEM
  std::filesystem::path token;        // first line: the secret that clients send as "authorization: Bearer <token>"
};

// TLS, and on every call the token. Throws StartError.
std::shared_ptr<grpc::ServerCredentials> SecureCredentials(const RemoteAccess& access);

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_CREDENTIALS_H_
