namespace Scalewright.Experiments.Remote;

/// <summary>A message of a broker.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload; empty if the retained message was cleared.</param>
public sealed record RemoteMessage(string Topic, string Payload);
