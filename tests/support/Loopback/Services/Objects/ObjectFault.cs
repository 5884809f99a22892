namespace Loopback.Services.Objects;

/// <summary>A request that is refused, in S3's words.</summary>
internal sealed class ObjectFault(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
