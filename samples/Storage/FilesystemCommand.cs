using System.CommandLine;

namespace StorageSample;

internal static class FilesystemCommand
{
    public static Command Build(Func<ParseResult, ManagerAddress> addressOf, Option<string> username, Option<string> password, Option<bool> dryRun)
    {
        Argument<string> name = new("name") { Description = "Name of the file system." };
        Command command = new("filesystem", "Has the manager make a file system of all volumes of the servers that registered.") { name, username, password, dryRun };
        command.SetAction((parsed, token) => CommandTree.GuardAsync(async () =>
        {
            using ManagerAddress address = addressOf(parsed);
            using ManagerApi api = await ManagerApi.LogInAsync(address, parsed.GetValue(username)!, parsed.GetValue(password)!, token);
            FilesystemRequest request = new(api);
            await request.WaitForServersAsync(token);
            if (parsed.GetValue(dryRun))
            {
                Console.WriteLine($"would make {parsed.GetValue(name)}: {await request.CountAsync(parsed.GetValue(name)!, token)} targets");
                return;
            }

            (string? failure, int volumes, _) = await request.SendAsync(parsed.GetValue(name)!, FilesystemRequest.VolumesMin, token);
            if (failure is not null)
            {
                throw new SimulatorException(failure);
            }

            Console.WriteLine($"{parsed.GetValue(name)}: {volumes} targets");
        }, CommandTree.ManagerOf(parsed)));
        return command;
    }
}
