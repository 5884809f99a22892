namespace Loopback.Services.Flink;

/// <summary>A request that is refused, in Flink's words.</summary>
internal sealed class FlinkRefusal(int status, string error) : Exception(error)
{
    public int Status { get; } = status;
}
