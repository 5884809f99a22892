namespace Scalewright.Providers.Simulation.Models;

/// <summary>Recorded messages that were lost and not yet delivered by a later attempt.</summary>
internal sealed class LostMessages
{
    // A call that fails looks for the messages since its start.
    private const int MaxMessages = 256;

    private readonly Dictionary<(string First, string Second), List<int>> _numbers = [];

    public void Add(string from, string to, int number)
    {
        List<int> numbers = Get(from, to);
        if (numbers.Count == MaxMessages)
        {
            numbers.RemoveAt(0);
        }

        numbers.Add(number);
    }

    public void Remove(string from, string to, int number) => Get(from, to).Remove(number);

    /// <summary>Returns the numbers of the messages between two hosts, in the order of their first loss.</summary>
    public List<int> Get(string first, string second)
    {
        (string, string) key = string.CompareOrdinal(first, second) < 0 ? (first, second) : (second, first);
        if (!_numbers.TryGetValue(key, out List<int>? numbers))
        {
            _numbers.Add(key, numbers = []);
        }

        return numbers;
    }
}
