using System.CommandLine;

namespace StorageSample;

internal static class DemoCommand
{
    public static Command Build(Func<ParseResult, ManagerAddress> addressOf, Option<string> username, Option<string> password, Option<bool> dryRun)
    {
        Option<int> every = WholeNumber.Of("--every", 1, 3600, 20, "Seconds between two losses of power; longer when the partner of the next server is not back yet.");
        Command command = new("demo", "Plays ten servers with a file system that lose power in turn: something to watch in the manager's page.") { every, username, password, dryRun };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            using ManagerAddress address = addressOf(parsed);
            using ManagerApi api = await ManagerApi.LogInAsync(address, parsed.GetValue(username)!, parsed.GetValue(password)!, token);
            Demo demo = new(api, address, TimeSpan.FromSeconds(parsed.GetValue(every)), Console.Out);
            await (parsed.GetValue(dryRun) ? demo.DescribeAsync(token) : demo.RunAsync(token));
        }, CommandTree.ManagerOf(parsed)));
        return command;
    }
}
