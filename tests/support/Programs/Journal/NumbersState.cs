using System.Buffers;

namespace TestPrograms;

/// <summary>The numbers are in the order in which they became durable.</summary>
public sealed class NumbersState : IDurableState
{
    private readonly List<int> _numbers = [];

    public IReadOnlyList<int> Numbers => _numbers;

    public Action Applied { get; init; } = static () => { };

    public void Restore(ReadOnlyMemory<byte> content)
    {
        Utf8JsonReader reader = new(content.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                _numbers.Add(reader.GetInt32());
            }
        }
    }

    public void Apply(in JournalRecord record)
    {
        Utf8JsonReader reader = new(record.Json.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                _numbers.Add(reader.GetInt32());
            }
        }

        Applied();
    }

    public void WriteTo(IBufferWriter<byte> output) =>
        output.Write(
            Encoding.ASCII.GetBytes("[" + string.Join(',', Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))) + "]")
        );
}
