using System.Net.Sockets;

namespace Scalewright.Providers.Minimega;

/// <summary>Why nobody answers on a socket, as a clause of a <see cref="Problem"/>. The system's own words for a socket that is not there are about addresses.</summary>
internal static class SocketFault
{
    /// <summary>What an exception says of a socket.</summary>
    public static string Of(Exception exception, string path) => exception switch
    {
        OperationCanceledException => "it did not answer in time",
        ArgumentException => "its path is too long for a socket",
        _ when Directory.Exists(path) => "it is a folder",
        _ when !File.Exists(path) => "there is no such socket",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "access is denied",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there",
        _ => FaultText.Of(exception),
    };
}
