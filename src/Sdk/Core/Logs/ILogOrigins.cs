namespace Scalewright.Logs;

/// <summary>Knows who sends logs.</summary>
public interface ILogOrigins
{
    /// <summary>Who is at an address.</summary>
    /// <param name="address">Where a connection comes from.</param>
    LogOrigin Find(IPAddress address);

    /// <summary>Who greets with a name and a key; null when that is not to be believed, which ends the connection.</summary>
    /// <param name="address">Where the connection comes from.</param>
    /// <param name="hello">The greeting.</param>
    LogOrigin? Greet(IPAddress address, LogHello hello);
}
