namespace Tests.Shared;

public static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>dotnet</c> without leaving a build node behind.</summary>
    public static ProgramResult Dotnet(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Run("dotnet", folder, environment, arguments);

    public static ProgramResult Run(
        string program,
        string folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            // A server that it started may keep the streams open.
            bool isClosed = Task.WaitAll([output, errors], TimeSpan.FromSeconds(5));
            throw new TimeoutException(
                $"'{program} {string.Join(' ', arguments)}' did not end within {Patience}. {(isClosed ? output.Result + errors.Result : "")}"
            );
        }

        return new ProgramResult(process.ExitCode, Clean(output.Result), Clean(errors.Result));
    }

    private static string Clean(string text) => text.ReplaceLineEndings("\n").TrimEnd();
}
