namespace Loopback.Services.Objects;

internal sealed class ObjectFault(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
