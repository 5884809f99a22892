using System.Collections;
using PhenixScaleApp.Files;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Minimega;

namespace PhenixScaleApp;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        await using Stream input = StandardInput.Open();
        await using Stream output = Console.OpenStandardOutput();
        await using StreamWriter error = new(new LogStream(Console.OpenStandardError()), bufferSize: 1 << 16) { AutoFlush = true };
        return await ScaleApp.RunAsync(
            new AppHost
            {
                Args = args,
                Environment = Variables(),
                Input = input,
                Output = output,
                Error = error,
                Minimega = new SocketConnector(),
            },
            CancellationToken.None);
    }

    private static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = entry.Value as string ?? "";
        }

        return variables;
    }
}
