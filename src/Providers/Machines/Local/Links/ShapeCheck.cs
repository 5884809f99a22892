using Scalewright.Agents.Processes;
using Scalewright.Providers.Local.Links.Relays;

namespace Scalewright.Providers.Local.Links;

/// <summary>Validates a link shape before anything is changed.</summary>
internal static class ShapeCheck
{
    /// <summary>Minimum rate. Below it, time counters of the kernel overflow soon.</summary>
    public const int RateMin = 1000;

    // Packets in transit are kept in memory.
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(10);

    public static IEnumerable<Problem> Values(LinkShape shape) =>
    [
        .. Rates(shape),
        .. Chances(shape),
        .. Cuts(shape),
        .. Times(shape),
        .. shape.Ways.SelectMany(Ways),
        .. shape.Ways.GroupBy(way => way.From, StringComparer.Ordinal).Where(ways => ways.Count() > 1).Select(ways => Outside(nameof(LinkShape.Ways), $"'{Printable.Escape(ways.Key)}' is there twice", "name each node once")),
    ];

    // A way is checked as a link of its own.
    private static IEnumerable<Problem> Ways(NodeWay way) => Values(new LinkShape
    {
        Delay = way.Delay,
        Jitter = way.Jitter,
        Loss = way.Loss,
        BytesPerSecond = way.BytesPerSecond,
        Duplication = way.Duplication,
        Reordering = way.Reordering,
        ReorderingDelay = way.ReorderingDelay,
        ReorderingJitter = way.ReorderingJitter,
    });

    private static IEnumerable<Problem> Rates(LinkShape shape)
    {
        if (shape.BytesPerSecond < RateMin)
        {
            yield return Outside(nameof(LinkShape.BytesPerSecond), string.Create(CultureInfo.InvariantCulture, $"{shape.BytesPerSecond} is below {RateMin}"), $"use {RateMin} or more, or null for no limit");
        }

    }

    private static IEnumerable<Problem> Chances(LinkShape shape) =>
        from chance in new (string Field, double Value)[] { (nameof(LinkShape.Loss), shape.Loss), (nameof(LinkShape.Duplication), shape.Duplication), (nameof(LinkShape.Reordering), shape.Reordering) }
        where chance.Value is not (>= 0 and <= 1)
        select Outside(chance.Field, string.Create(CultureInfo.InvariantCulture, $"{chance.Value} is no chance"), "use 0 to 1");

    private static IEnumerable<Problem> Times(LinkShape shape) =>
        from time in new (string Field, TimeSpan Value)[]
        {
            (nameof(LinkShape.Delay), shape.Delay), (nameof(LinkShape.Jitter), shape.Jitter),
            (nameof(LinkShape.ReorderingDelay), shape.ReorderingDelay), (nameof(LinkShape.ReorderingJitter), shape.ReorderingJitter),
        }
        where time.Value < TimeSpan.Zero || time.Value > DelayMax
        select Outside(time.Field, $"{time.Value} is {(time.Value < TimeSpan.Zero ? "below 0" : $"above {DelayMax}")}", $"use 0 to {DelayMax}");

    private static IEnumerable<Problem> Cuts(LinkShape shape)
    {
        if ((shape.Cut & ~LinkCut.Both) != LinkCut.None)
        {
            yield return Outside(nameof(LinkShape.Cut), $"there is no {nameof(LinkCut)} {shape.Cut}", $"use {string.Join(", ", Enum.GetNames<LinkCut>())}");
        }
    }

    /// <summary>Reports programs and devices that the shape requires but that are missing.</summary>
    public static IEnumerable<Problem> Lacks(LinkShape shape)
    {
        if (shape != LinkShape.Open && !Has(LinkQueues.Program))
        {
            yield return LocalProblems.NoProgram(LinkQueues.Program, "rates and cuts", "iproute2");
        }

        if (shape.NeedsRelay && !File.Exists(FrameTap.Device))
        {
            yield return LocalProblems.NoTap;
        }

        if ((shape.Loss > 0 || shape.DeafTo.Count > 0) && !Has(LinkLosses.Program))
        {
            yield return LocalProblems.NoProgram(LinkLosses.Program, "losses, and cuts between two nodes,", "iptables");
        }
    }

    public static bool Has(string program)
    {
        try
        {
            ProgramPath.Find(program, "/", null);
            return true;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static Problem Outside(string field, string found, string advice) => new(ProblemCode.OutOfRange, found, advice) { Field = field };
}
