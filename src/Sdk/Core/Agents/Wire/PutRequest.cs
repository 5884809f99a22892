namespace Scalewright.Agents.Wire;

/// <summary>A file to come as chunks on <see cref="Channels.Content"/>, then its <see cref="FileSum"/> on <see cref="Channels.Sum"/>.</summary>
internal sealed record PutRequest
{
    public string Path { get; set; } = "";
}
