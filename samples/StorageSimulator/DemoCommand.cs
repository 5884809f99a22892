using System.CommandLine;

namespace StorageSimulatorSample;

/// <summary>The command <c>demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Build(Func<ParseResult, ManagerAddress> addressOf, Option<string> username, Option<string> password)
    {
        Option<int> every = new("--every") { Description = "Seconds between two changes of power.", DefaultValueFactory = _ => 20 };
        Command command = new("demo", "Plays four servers with a file system that lose power in turn: something to watch in the manager's page.") { every, username, password };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            if (parsed.GetValue(every) is < 1 or > 3600)
            {
                throw new SimulatorException("--every is 1 to 3600 seconds");
            }

            using ManagerAddress address = addressOf(parsed);
            using ManagerApi api = await ManagerApi.LogInAsync(address, parsed.GetValue(username)!, parsed.GetValue(password)!, token);
            await new Demo(api, address, TimeSpan.FromSeconds(parsed.GetValue(every))).RunAsync(token);
        }));
        return command;
    }
}
