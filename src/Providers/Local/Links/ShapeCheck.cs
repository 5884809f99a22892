using System.Globalization;
using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Local.Links;

/// <summary>What is wrong with a shape, before anything is changed.</summary>
internal static class ShapeCheck
{
    /// <summary>The least rate: the kernel's counts of time end soon below it.</summary>
    public const int RateMin = 1000;

    /// <summary>Values that no link can have.</summary>
    public static IEnumerable<Problem> Values(LinkShape shape)
    {
        if (shape.BytesPerSecond < RateMin)
        {
            yield return Outside(nameof(LinkShape.BytesPerSecond), string.Create(CultureInfo.InvariantCulture, $"{shape.BytesPerSecond} is below {RateMin}"), $"use {RateMin} or more, or null for no limit");
        }

        if (shape.Loss is not (>= 0 and <= 1))
        {
            yield return Outside(nameof(LinkShape.Loss), string.Create(CultureInfo.InvariantCulture, $"{shape.Loss} is no chance"), "use 0 to 1");
        }

        if ((shape.Cut & ~LinkCut.Both) != LinkCut.None)
        {
            yield return Outside(nameof(LinkShape.Cut), $"there is no {nameof(LinkCut)} {shape.Cut}", $"use {string.Join(", ", Enum.GetNames<LinkCut>())}");
        }

        if (shape.Delay != TimeSpan.Zero)
        {
            yield return LocalProblems.NoDelay;
        }
    }

    /// <summary>Programs that are missing for it.</summary>
    public static IEnumerable<Problem> Programs(LinkShape shape)
    {
        if (shape != LinkShape.Open && !Has(LinkQueues.Program))
        {
            yield return LocalProblems.NoProgram(LinkQueues.Program, "rates and cuts", "iproute2");
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
