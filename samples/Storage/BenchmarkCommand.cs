using System.CommandLine;

namespace StorageSample;

internal static class BenchmarkCommand
{
    private const int ServersMax = 65_536;

    public static Command Build(Func<ParseResult, ManagerAddress> addressOf, Option<string> username, Option<string> password, Option<bool> dryRun)
    {
        Option<int> servers = WholeNumber.Of("--servers", 1, ServersMax, 8, "Servers, or the step by which their number grows.");
        Option<bool> remote = new("--remote_simulator") { Description = "Servers are played by a simulator that runs already; those it has are removed." };
        Option<Uri> simulator = new("--simulator_url") { Description = "The remote control of that simulator.", DefaultValueFactory = _ => new Uri("http://localhost:8743/"), CustomParser = CommandTree.ReadAddress };
        Option<int> most = WholeNumber.Of("--limit", 1, ServersMax, 512, "Most servers to go up to.");
        Option<bool> isVirtual = new("--virtual_time") { Description = "Manager and servers in this process and in virtual time: a limit is found in seconds, and no network is needed." };
        Argument<string> routine = new("routine");
        routine.AcceptOnlyFromAmong([.. Benchmark.Routines]);
        Command command = new("benchmark", $"Measures a manager: {string.Join(", ", Benchmark.Routines)}.") { routine, servers, remote, simulator, isVirtual, most, username, password, dryRun };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            if (parsed.GetValue(remote) && parsed.GetValue(isVirtual))
            {
                throw new SimulatorException("a simulator in another process has real time: choose one of --remote_simulator and --virtual_time");
            }

            if (parsed.GetValue(isVirtual))
            {
                VirtualTime.Run(address => MeasureAsync(address, VirtualTime.Password));
                return;
            }

            using ManagerAddress address = addressOf(parsed);
            await MeasureAsync(address, parsed.GetValue(password)!);

            async Task MeasureAsync(ManagerAddress manager, string secret)
            {
                using ManagerApi api = await ManagerApi.LogInAsync(manager, parsed.GetValue(username)!, secret, token);
                await api.CheckPluginAsync(token);
                BenchmarkServers park = new(api, manager, parsed.GetValue(remote) ? parsed.GetValue(simulator) : null);
                Benchmark benchmark = new(api, park, parsed.GetValue(servers), parsed.GetValue(most));
                await (parsed.GetValue(dryRun) ? benchmark.DescribeAsync(parsed.GetValue(routine)!, token) : benchmark.RunAsync(parsed.GetValue(routine)!, token));
            }
        }, CommandTree.ManagerOf(parsed)));
        return command;
    }
}
