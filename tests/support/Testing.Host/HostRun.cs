using System.Text.Json;

namespace Testing.Host;

/// <summary>Runs xunit in its own process.</summary>
internal static class HostRun
{
    /// <summary>Returns the results by method name.</summary>
    public static Dictionary<string, Result> Of(string name, params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["SCALEWRIGHT_REPLAY"] = "",
            ["SCALEWRIGHT_SEEDS"] = "",
            ["SCALEWRIGHT_FIRST_SEED"] = "",
            ["SCALEWRIGHT_SEED_REPORT"] = "",
            ["SCALEWRIGHT_SEED_THREADS"] = "",
            ["SCALEWRIGHT_MAX_FAILURES"] = "",
            ["SCALEWRIGHT_MAX_SHRINK_RUNS"] = "",
            ["SCALEWRIGHT_PROVIDER"] = "",
        };
        foreach ((string variable, string value) in variables)
        {
            environment[variable] = value;
        }

        ProgramResult run = Command.Dotnet(
            AppContext.BaseDirectory,
            environment,
            Path.Combine(AppContext.BaseDirectory, "testing-host.dll"),
            name
        );
        run.ExitCode.ShouldBe(0, run.Text);
        return JsonSerializer.Deserialize<Result[]>(run.Output)!.ToDictionary(result => result.Name.Split('.')[^1], StringComparer.Ordinal);
    }

    public static Result One(string name, params (string Name, string Value)[] variables) =>
        Of(name, variables).Values.ShouldHaveSingleItem();
}
