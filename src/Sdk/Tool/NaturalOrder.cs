using Scalewright.Clusters.Reaping;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Tool;

/// <summary>Orders names with their numbers as numbers: <c>web-2</c> comes before <c>web-10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder() { }

    /// <summary>The only instance.</summary>
    public static NaturalOrder Comparer { get; } = new();

    /// <summary>Returns a report with nodes first, then groups, then networks; each by owner, name and ID.</summary>
    public static ReapReport Sort(ReapReport report) =>
        report with
        {
            Selected = Sort(report.Selected, resource => resource),
            Remaining = Sort(report.Remaining, remaining => remaining.Resource),
            Terminating = Sort(report.Terminating, resource => resource),
            SkippedAsRecent = Sort(report.SkippedAsRecent, resource => resource),
            SkippedAsUnconfirmed = Sort(report.SkippedAsUnconfirmed, resource => resource),
        };

    /// <summary>Returns the names of steps of one kind. Steps of a topology stay in its order; resources that a
    /// provider listed are sorted.</summary>
    public static string[] GetNames(IReadOnlyList<PlanStep> steps)
    {
        IEnumerable<string> names = steps.Select(step => step.Name);
        return steps is [DestroyOrphan or AdoptResource or ForgetResource, ..] ? [.. names.Order(Comparer)] : [.. names];
    }

    /// <summary>Compares two names. Names that differ only in leading zeros are in ordinal order.</summary>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (left.Length > 0 && right.Length > 0)
        {
            bool areNumbers = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]);
            int order = areNumbers ? CompareNumbers(ref left, ref right) : left[0].CompareTo(right[0]);
            if (order != 0)
            {
                return order;
            }

            left = areNumbers ? left : left[1..];
            right = areNumbers ? right : right[1..];
        }

        int rest = left.Length.CompareTo(right.Length);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    private static ValueList<T> Sort<T>(ValueList<T> items, Func<T, Resource> select) =>
        [
            .. items
                .OrderByDescending(item => select(item).Tag.Target)
                .ThenBy(item => select(item).Tag.Owner.ToString(), StringComparer.Ordinal)
                .ThenBy(item => select(item).Tag.Name, Comparer)
                .ThenBy(item => select(item).Id, Comparer),
        ];

    private static int CompareNumbers(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
    {
        ReadOnlySpan<char> leftNumber = TakeNumber(ref left);
        ReadOnlySpan<char> rightNumber = TakeNumber(ref right);
        int length = leftNumber.Length.CompareTo(rightNumber.Length);
        return length != 0 ? length : leftNumber.SequenceCompareTo(rightNumber);
    }

    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return number.TrimStart('0');
    }
}
