namespace Loopback.Testbeds;

/// <summary>The testbed does not do what a request wants.</summary>
internal sealed class Refusal(int status, string message) : Exception(message)
{
    public int Status => status;
}
