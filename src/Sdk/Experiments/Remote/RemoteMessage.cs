namespace Scalewright.Experiments.Remote;

/// <summary>A message of a broker.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">What it says; empty: what was retained is cleared.</param>
public sealed record RemoteMessage(string Topic, string Payload)
{
    /// <summary>Whether it was there before who hears it.</summary>
    public bool IsRetained { get; init; }
}
