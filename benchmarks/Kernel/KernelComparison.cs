using System.Globalization;

namespace Benchmarks.Kernel;

/// <summary>
/// The verb <c>kernel [--peers folder] [--rounds 5]</c>. Measures the hold model in each style, alternating with SimPy
/// and SimGrid if their folder is given, and then a million nodes. Compare only the ratios, which are of the same
/// round.
/// </summary>
internal static class KernelComparison
{
    private const int WarmEvents = 3_000_000;

    public static int Run(string[] options)
    {
        string peers = Option(options, "--peers", "");
        int rounds = int.Parse(Option(options, "--rounds", "5"), CultureInfo.InvariantCulture);
        foreach (HoldStyle style in Enum.GetValues<HoldStyle>())
        {
            KernelMeasure.Take(style, 1_000, WarmEvents / 1_000);
        }

        Dictionary<HoldStyle, KernelMeasure[]> few = Compare(
            1_000,
            2_000,
            rounds,
            Peers(peers, ("simpy", 1_000, 500), ("simgrid-cpp", 1_000, 500))
        );
        Dictionary<HoldStyle, KernelMeasure[]> many = Compare(
            100_000,
            20,
            rounds,
            Peers(peers, ("simpy", 100_000, 5), ("simgrid-cpp", 20_000, 20))
        );
        foreach (HoldStyle style in few.Keys)
        {
            double[] slower = [.. few[style].Zip(many[style], (one, other) => other.NanosecondsPerEvent / one.NanosecondsPerEvent)];
            Console.WriteLine($"{style}: an event costs {Spread(slower)} times as much at 100,000 processes as at 1,000");
        }

        MillionNodes.Run();
        return 0;
    }

    private static DesPeer[] Peers(string folder, params (string Name, int Processes, int Sleeps)[] peers) =>
        folder.Length == 0 ? [] : [.. peers.Select(peer => new DesPeer(folder, peer.Name, peer.Processes, peer.Sleeps))];

    private static Dictionary<HoldStyle, KernelMeasure[]> Compare(int processes, int sleeps, int rounds, DesPeer[] peers)
    {
        Dictionary<HoldStyle, KernelMeasure[]> ours = Enum.GetValues<HoldStyle>()
            .ToDictionary(style => style, _ => new KernelMeasure[rounds]);
        Dictionary<DesPeer, double[]> theirs = peers.ToDictionary(peer => peer, _ => new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            foreach (HoldStyle style in ours.Keys)
            {
                ours[style][round] = KernelMeasure.Take(style, processes, sleeps);
            }

            foreach (DesPeer peer in peers)
            {
                theirs[peer][round] = peer.Run();
            }
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{processes} processes, {rounds} rounds in turn: least / median / most")
        );
        foreach ((HoldStyle style, KernelMeasure[] measures) in ours)
        {
            Describe(style, measures, ours[HoldStyle.Callback], theirs);
        }

        return ours;
    }

    private static void Describe(HoldStyle style, KernelMeasure[] measures, KernelMeasure[] callbacks, Dictionary<DesPeer, double[]> theirs)
    {
        Console.WriteLine(
            $"  {style}: {Spread([.. measures.Select(measure => measure.EventsPerSecond / 1e6)])} M events/s, "
                + $"{Spread([.. measures.Select(measure => measure.BytesPerEvent)])} bytes an event, {Spread([.. measures.Select(measure => measure.BytesPerProcess)])} a process, "
                + $"{Spread([.. measures.Zip(callbacks, (one, raw) => one.NanosecondsPerEvent - raw.NanosecondsPerEvent)])} ns more than a callback"
        );
        foreach ((DesPeer peer, double[] speeds) in theirs)
        {
            Console.WriteLine(
                $"    {Spread([.. measures.Zip(speeds, (one, speed) => one.EventsPerSecond / speed)])} times {peer.Name} at {peer.Processes} processes"
            );
        }
    }

    private static string Spread(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:F1} / {sorted[sorted.Length / 2]:F1} / {sorted[^1]:F1}");
    }

    private static string Option(string[] options, string name, string otherwise) =>
        Array.IndexOf(options, name) is var index and >= 0 && index + 1 < options.Length ? options[index + 1] : otherwise;
}
