namespace Loopback.Minimega;

internal static class Program
{
    private static int Main() => 0;
}
