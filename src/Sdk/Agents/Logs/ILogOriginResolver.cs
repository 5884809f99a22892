namespace Scalewright.Logs;

/// <summary>Identifies the senders of logs.</summary>
public interface ILogOriginResolver
{
    /// <summary>Returns the origin for an address.</summary>
    /// <param name="address">Remote address of the connection.</param>
    LogOrigin Resolve(IPAddress address);

    /// <summary>Returns the origin of a handshake; null rejects the handshake and ends the connection.</summary>
    /// <param name="address">Remote address of the connection.</param>
    /// <param name="handshake">The handshake.</param>
    LogOrigin? Authenticate(IPAddress address, LogHandshake handshake);
}
