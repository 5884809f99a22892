namespace Loopback.Testbeds;

internal sealed class Refusal(int status, string message) : Exception(message)
{
    public int Status => status;
}
