using System.CommandLine;

namespace StorageSimulatorSample;

/// <summary>The command <c>benchmark</c>.</summary>
internal static class BenchmarkCommand
{
    public static Command Build(Func<ParseResult, ManagerAddress> addressOf, Option<string> username, Option<string> password)
    {
        Option<int> servers = new("--servers") { Description = "Servers, or the step by which their number grows.", DefaultValueFactory = _ => 8 };
        Option<bool> remote = new("--remote_simulator") { Description = "Not possible yet: the servers are played by this process." };
        Option<int> most = new("--limit") { Description = "Most servers to go up to.", DefaultValueFactory = _ => 512 };
        Argument<string> routine = new("routine");
        routine.AcceptOnlyFromAmong([.. Benchmark.Routines]);
        Command command = new("benchmark", $"Measures a manager: {string.Join(", ", Benchmark.Routines)}.") { routine, servers, remote, most, username, password };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            if (parsed.GetValue(servers) < 1)
            {
                throw new SimulatorException("--servers is 1 or more");
            }

            if (parsed.GetValue(remote))
            {
                throw new SimulatorException("a simulator in another process cannot be led from here yet; leave out --remote_simulator");
            }

            using ManagerAddress address = addressOf(parsed);
            using ManagerApi api = await ManagerApi.LogInAsync(address, parsed.GetValue(username)!, parsed.GetValue(password)!, token);
            await api.CheckPluginAsync(token);
            BenchmarkPark park = new(api, address);
            await new Benchmark(api, park, parsed.GetValue(servers), parsed.GetValue(most)).RunAsync(parsed.GetValue(routine)!, token);
        }));
        return command;
    }
}
