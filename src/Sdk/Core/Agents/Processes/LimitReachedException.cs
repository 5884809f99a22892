namespace Scalewright.Agents.Processes;

/// <summary>The machine starts no further program now.</summary>
internal sealed class LimitReachedException(string found, string advice, Exception reason) : IOException(found, reason)
{
    /// <summary>What would help.</summary>
    public string Advice => advice;
}
