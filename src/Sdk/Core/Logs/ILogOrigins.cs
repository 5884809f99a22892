namespace Scalewright.Logs;

/// <summary>Identifies the senders of logs.</summary>
public interface ILogOrigins
{
    /// <summary>Returns the origin at an address.</summary>
    /// <param name="address">Remote address of the connection.</param>
    LogOrigin Find(IPAddress address);

    /// <summary>Returns the origin of a greeting; null rejects it and ends the connection.</summary>
    /// <param name="address">Remote address of the connection.</param>
    /// <param name="hello">The greeting.</param>
    LogOrigin? Greet(IPAddress address, LogHello hello);
}
