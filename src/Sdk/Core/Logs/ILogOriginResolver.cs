namespace Scalewright.Logs;

/// <summary>Identifies the senders of logs.</summary>
public interface ILogOriginResolver
{
    /// <summary>Returns the origin at an address.</summary>
    /// <param name="address">Remote address of the connection.</param>
    LogOrigin Resolve(IPAddress address);

    /// <summary>Returns the origin of a greeting; null rejects it and ends the connection.</summary>
    /// <param name="address">Remote address of the connection.</param>
    /// <param name="handshake">The greeting.</param>
    LogOrigin? Authenticate(IPAddress address, LogHandshake handshake);
}
