namespace Scalewright.Agents.XmlRpc;

/// <summary>The JSON within a fault.</summary>
internal sealed record RemoteErrorMessage
{
    public string? ExcType { get; init; }

    public string? ExcValue { get; init; }

    public string? TbInfo { get; init; }
}
