namespace Scalewright.Tool;

internal static class Program
{
    private static int Main(string[] arguments) => (int)CommandLine.Run(arguments, Console.Out, Console.Error);
}
