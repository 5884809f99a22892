namespace IotLab.Tests;

/// <summary>Two sites with two boards each, and experiments of other users.</summary>
/// <remarks>
/// <code>
///           18:00  18:40 18:50  19:00  19:10 19:30   20:00   20:30   21:15
/// grenoble 1  ###################                            ########        free for an hour: 19:00 to 19:30, 21:15
/// grenoble 2  #######                        ################                free for an hour: 20:30 (18:40 is too short)
/// saclay 1    ############                                                   free for an hour: 18:50
/// saclay 2                              ##############                       free for an hour: 18:00 to 18:10, 20:00
/// </code>
/// One board of grenoble is free at 19:00, both boards of saclay at 20:00, and the three together at 20:30.
/// </remarks>
internal static class Calendars
{
    public static async Task<Bench> StartAsync()
    {
        Bench bench = await Bench.StartAsync(options =>
            options with
            {
                Kinds = [new BoardKind("grenoble", "m3:at86rf231", 2), new BoardKind("saclay", "m3:at86rf231", 2)],
            }
        );
        Occupy(bench, "m3-1.grenoble", "18:00", "19:00");
        Occupy(bench, "m3-1.grenoble", "20:30", "21:15");
        Occupy(bench, "m3-2.grenoble", "18:00", "18:40");
        Occupy(bench, "m3-2.grenoble", "19:30", "20:30");
        Occupy(bench, "m3-1.saclay", "18:00", "18:50");
        Occupy(bench, "m3-2.saclay", "19:10", "20:00");
        return bench;
    }

    public static ValueList<StepRequest> Nodes(Bench bench) =>
        [bench.NodeAt("n-1", "grenoble"), bench.NodeAt("n-2", "saclay"), bench.NodeAt("n-3", "saclay")];

    public static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-21T{time}:00Z", CultureInfo.InvariantCulture);

    public static void Occupy(Bench bench, string board, string from, string until) =>
        bench.Server.Occupy([$"{board}.iot-lab.info"], At(until) - At(from), At(from));
}
