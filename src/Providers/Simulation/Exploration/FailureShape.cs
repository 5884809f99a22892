using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>
/// What two runs of one mistake have in common, whatever names, numbers and times they had: the kind of the exception, the caller's own line that
/// it came from, and most of the words of its message. Leaving out faults may uncover another mistake, which must not take the place of the one
/// that is to be explained.
/// </summary>
internal sealed class FailureShape
{
    /// <summary>The part of the words of the shorter message that the other one has, too: lists of nodes differ in length from run to run.</summary>
    private const double WordsShared = 0.75;

    private readonly Type _kind;
    private readonly string _place;
    private readonly HashSet<string> _words;

    private FailureShape(Exception failure)
    {
        _kind = failure.GetType();
        _place = StackLines.UsersOwn(failure.StackTrace ?? "");
        _words = [.. WordsOf(failure.Message)];
    }

    /// <param name="failure">Why a run failed; null: it did not.</param>
    public static FailureShape? Of(Exception? failure) => failure is null ? null : new FailureShape(failure);

    /// <summary>Whether another failure is of the same mistake.</summary>
    public bool IsLike(FailureShape? other) => other is not null && _kind == other._kind && _place == other._place && SharesWords(other);

    private bool SharesWords(FailureShape other)
    {
        int least = Math.Min(_words.Count, other._words.Count);
        return least == 0 ? _words.Count == other._words.Count : _words.Count(other._words.Contains) >= WordsShared * least;
    }

    /// <summary>The words of letters alone: what holds a digit is a name, a number or a time of the run.</summary>
    private static IEnumerable<string> WordsOf(string message) => message
        .Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => !word.Any(char.IsAsciiDigit))
        .Select(word => word.Trim('.', ',', ':', ';', '\'', '"', '(', ')', '[', ']'))
        .Where(word => word.Length > 0);
}
