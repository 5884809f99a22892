using System.CommandLine;
using Scalewright.Providers.Simulation.HighAvailability;

namespace StorageSample;

/// <summary>The command that replays events on a high-availability cluster, without a manager.</summary>
internal static class ReplayCommand
{
    public static Command Build()
    {
        Argument<FileInfo> file = new("events") { Description = "JSON file: an array of events, or an object with 'events'." };
        Option<bool> compat = new("--compat") { Description = "Follow the rules of the reference simulator, oddities included." };
        Command command = new("replay", "Prints where targets are after each event of a file.") { file, compat };
        command.SetAction((parsed, _) => CommandTree.GuardAsync(() =>
        {
            FileInfo read = parsed.GetValue(file)!;
            IReadOnlyList<HaEvent> events = EventFile.Read(read);
            if (events.Count == 0)
            {
                Console.Error.WriteLine($"{read}: holds no event, so there is nothing to show");
            }

            foreach (string line in PlacementTrace.Of(events, parsed.GetValue(compat) ? HaRuleSet.Compat : HaRuleSet.Strict))
            {
                Console.WriteLine(line);
            }

            return Task.CompletedTask;
        }));
        return command;
    }
}
