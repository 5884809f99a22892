using Scalewright.Agents.Processes;
using Scalewright.Providers.Local.Links.Relays;

namespace Scalewright.Providers.Local.Links;

/// <summary>Validates link conditions before anything is changed.</summary>
internal static class LinkConditionsCheck
{
    /// <summary>
    /// Minimum rate in bytes per second. At lower rates, time counters in the kernel overflow quickly.
    /// </summary>
    public const int MinRate = 1000;

    // Limited because packets in transit are kept in memory.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    public static IEnumerable<Problem> Values(LinkConditions shape) =>
        [
            .. Rates(shape),
            .. Probabilities(shape),
            .. Cuts(shape),
            .. Times(shape),
            .. shape.InboundLinks.SelectMany(CheckLink),
            .. shape
                .InboundLinks.GroupBy(link => link.FromNode, StringComparer.Ordinal)
                .Where(links => links.Count() > 1)
                .Select(links =>
                    Outside(
                        nameof(LinkConditions.InboundLinks),
                        $"'{TextEscaping.Escape(links.Key)}' is there twice",
                        "name each node once"
                    )
                ),
        ];

    // An inbound link is validated like a whole link.
    private static IEnumerable<Problem> CheckLink(InboundLinkFault link) =>
        Values(
            new LinkConditions
            {
                Delay = link.Delay,
                Jitter = link.Jitter,
                Loss = link.Loss,
                MaxBytesPerSecond = link.MaxBytesPerSecond,
                Duplication = link.Duplication,
                Reordering = link.Reordering,
                ReorderingDelay = link.ReorderingDelay,
                ReorderingJitter = link.ReorderingJitter,
            }
        );

    private static IEnumerable<Problem> Rates(LinkConditions shape)
    {
        if (shape.MaxBytesPerSecond < MinRate)
        {
            yield return Outside(
                nameof(LinkConditions.MaxBytesPerSecond),
                string.Create(CultureInfo.InvariantCulture, $"{shape.MaxBytesPerSecond} is below {MinRate}"),
                $"use {MinRate} or more, or null for no limit"
            );
        }
    }

    private static IEnumerable<Problem> Probabilities(LinkConditions shape) =>
        from entry in new (string Field, double Value)[]
        {
            (nameof(LinkConditions.Loss), shape.Loss),
            (nameof(LinkConditions.Duplication), shape.Duplication),
            (nameof(LinkConditions.Reordering), shape.Reordering),
        }
        where entry.Value is not (>= 0 and <= 1)
        select Outside(entry.Field, string.Create(CultureInfo.InvariantCulture, $"{entry.Value} is not a probability"), "use 0 to 1");

    private static IEnumerable<Problem> Times(LinkConditions shape) =>
        from time in new (string Field, TimeSpan Value)[]
        {
            (nameof(LinkConditions.Delay), shape.Delay),
            (nameof(LinkConditions.Jitter), shape.Jitter),
            (nameof(LinkConditions.ReorderingDelay), shape.ReorderingDelay),
            (nameof(LinkConditions.ReorderingJitter), shape.ReorderingJitter),
        }
        where time.Value < TimeSpan.Zero || time.Value > MaxDelay
        select Outside(
            time.Field,
            $"{time.Value} is {(time.Value < TimeSpan.Zero ? "below 0" : $"above {MaxDelay}")}",
            $"use 0 to {MaxDelay}"
        );

    private static IEnumerable<Problem> Cuts(LinkConditions shape)
    {
        if ((shape.BlockedDirections & ~BlockedDirections.Both) != BlockedDirections.None)
        {
            yield return Outside(
                nameof(LinkConditions.BlockedDirections),
                $"there is no {nameof(BlockedDirections)} {shape.BlockedDirections}",
                $"use {string.Join(", ", Enum.GetNames<BlockedDirections>())}"
            );
        }
    }

    /// <summary>Returns the missing programs and devices that the link conditions require.</summary>
    public static IEnumerable<Problem> Lacks(LinkConditions shape)
    {
        if (shape != LinkConditions.Unimpaired && !Has(LinkQueues.Program))
        {
            yield return LocalProblems.NoProgram(LinkQueues.Program, "rates and cuts", "iproute2");
        }

        if (shape.NeedsRelay && !File.Exists(FrameTap.Device))
        {
            yield return LocalProblems.NoTap;
        }

        if ((shape.Loss > 0 || shape.BlockedInboundNodes.Count > 0) && !Has(LinkLosses.Program))
        {
            yield return LocalProblems.NoProgram(LinkLosses.Program, "losses, and cuts between two nodes,", "iptables");
        }
    }

    public static bool Has(string program)
    {
        try
        {
            ExecutablePathResolver.Find(program, "/", null);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The program was not found, or may not be run.
            return false;
        }
    }

    private static Problem Outside(string field, string found, string advice) =>
        new(ProblemCode.OutOfRange, found, advice) { Field = field };
}
