using System.CommandLine;
using Spectre.Console;

namespace ScalehubSample.Live;

/// <summary><c>experiment watch</c>: shows the experiment and redraws it until it ends.</summary>
internal static class WatchVerb
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public static Command Make(ScalehubOptions places)
    {
        Option<bool> once = new("--once") { Description = "Draws once, whatever is under way." };
        Command watch = Program.Verb("watch", "Draws the experiment that is under way, from any process, until it is over.", async (result, cancellationToken) =>
        {
            LiveWatch live = new(result.GetValue(places.Data)!, TimeProvider.System);
            if (result.GetValue(once) || !AnsiConsole.Profile.Capabilities.Interactive)
            {
                AnsiConsole.Write(LiveView.Draw(live.Look()));
                return "";
            }

            await ShowAsync(live, cancellationToken);
            return "";
        });
        watch.Add(once);
        return watch;
    }

    private static Task ShowAsync(LiveWatch live, CancellationToken cancellationToken)
    {
        LiveSnapshot look = live.Look();
        return AnsiConsole.Live(LiveView.Draw(look)).StartAsync(async display =>
        {
            while (look.IsUnderWay || (look.IsOperated && look.State.Queue.Count > 0))
            {
                await Task.Delay(Period, TimeProvider.System, cancellationToken);
                look = live.Look();
                display.UpdateTarget(LiveView.Draw(look));
            }
        });
    }
}
