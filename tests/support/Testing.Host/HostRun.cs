using System.Text.Json;
namespace Testing.Host;

/// <summary>Runs a class of the host's tests in a process of its own, by xunit.</summary>
internal static class HostRun
{
    /// <summary>What became of the tests of a class, by the name of the method.</summary>
    /// <param name="name">The class.</param>
    /// <param name="variables">Environment variables.</param>
    public static Dictionary<string, Result> Of(string name, params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SCALEWRIGHT_REPLAY"] = "", ["SCALEWRIGHT_SEEDS"] = "", ["SCALEWRIGHT_PLACE"] = "" };
        foreach ((string variable, string value) in variables)
        {
            environment[variable] = value;
        }

        ProgramResult run = Command.Dotnet(AppContext.BaseDirectory, environment, Path.Combine(AppContext.BaseDirectory, "testing-host.dll"), name);
        run.ExitCode.ShouldBe(0, run.Text);
        return JsonSerializer.Deserialize<Result[]>(run.Output)!.ToDictionary(result => result.Name.Split('.')[^1], StringComparer.Ordinal);
    }

    /// <summary>The one test of a class.</summary>
    public static Result One(string name, params (string Name, string Value)[] variables) => Of(name, variables).Values.ShouldHaveSingleItem();
}
