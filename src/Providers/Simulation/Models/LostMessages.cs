namespace Scalewright.Providers.Simulation.Models;

/// <summary>Recorded messages that were lost and not yet delivered by a later attempt.</summary>
internal sealed class LostMessages
{
    // A call that fails looks for the messages since its start.
    private const int MaxMessages = 256;

    private readonly Dictionary<(string From, string To), List<int>> _numbers = [];
    private readonly Dictionary<(string From, string To), int> _arrivals = [];

    public void Add(string from, string to, int number)
    {
        List<int> numbers = Get(from, to);
        if (numbers.Count == MaxMessages)
        {
            numbers.RemoveAt(0);
        }

        numbers.Add(number);
    }

    /// <summary>Notes that a message arrived.</summary>
    /// <param name="from">Its sender.</param>
    /// <param name="to">Its receiver.</param>
    /// <param name="number">Number of the message.</param>
    /// <param name="count">Number of events so far.</param>
    public void Deliver(string from, string to, int number, int count)
    {
        _arrivals[(from, to)] = count;
        if (_numbers.TryGetValue((from, to), out List<int>? numbers))
        {
            numbers.Remove(number);
        }
    }

    /// <summary>Returns the lost message that left a call between two hosts without a response: the first of the call
    /// itself, or else the last one in a direction in which nothing arrived since.</summary>
    /// <param name="first">A host.</param>
    /// <param name="second">The other host.</param>
    /// <param name="isOfCall">Returns whether a message is a consequence of the call.</param>
    public int Find(string first, string second, Func<int, bool> isOfCall)
    {
        int[] numbers = [.. Get(first, second).Concat(Get(second, first)).Order()];
        foreach (int number in numbers.Where(isOfCall))
        {
            return number;
        }

        return Math.Max(FindLast(first, second), FindLast(second, first));
    }

    private int FindLast(string from, string to)
    {
        List<int> numbers = Get(from, to);
        return numbers.Count > 0 && numbers[^1] >= _arrivals.GetValueOrDefault((from, to)) ? numbers[^1] : EventNumbers.None;
    }

    private List<int> Get(string from, string to)
    {
        if (!_numbers.TryGetValue((from, to), out List<int>? numbers))
        {
            _numbers.Add((from, to), numbers = []);
        }

        return numbers;
    }
}
