using System.Buffers;
using System.Text.Json;
using Scalewright.Journals;

namespace Scalewright.Storage.State;

/// <summary>The tables as durable state. Changes count at once in memory, so what is made durable later is applied only when it is read back.</summary>
internal sealed class StorageRecord(StorageTables tables, Lock gate) : IDurableState
{
    private bool _isOpen;

    /// <summary>What was read and makes no sense; null when all does.</summary>
    public string? Nonsense { get; private set; }

    /// <summary>From now on the tables are ahead of the disk.</summary>
    public void Opened() => _isOpen = true;

    public void Restore(ReadOnlyMemory<byte> content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("objects", out JsonElement objects) || objects.ValueKind != JsonValueKind.Array)
            {
                Nonsense = "a snapshot of something else";
                return;
            }

            foreach (JsonElement item in objects.EnumerateArray())
            {
                Take(item.Deserialize(StorageJson.Default.StorageChange), "a snapshot");
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            Nonsense = "a snapshot that does not read: " + exception.Message;
        }
    }

    public void Apply(in JournalRecord record)
    {
        if (_isOpen)
        {
            return;
        }

        try
        {
            Take(JsonSerializer.Deserialize(record.Json.Span, StorageJson.Default.StorageChange), $"change {record.Sequence}");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            Nonsense = $"change {record.Sequence} that does not read: {exception.Message}";
        }
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        lock (gate)
        {
            output.Write("{\"objects\":[\n"u8);
            bool isFirst = true;
            foreach (StorageChange item in tables.All())
            {
                output.Write(isFirst ? ""u8 : ",\n"u8);
                output.Write(JsonSerializer.SerializeToUtf8Bytes(item, StorageJson.Default.StorageChange));
                isFirst = false;
            }

            output.Write("\n]}"u8);
        }
    }

    private void Take(StorageChange? change, string what)
    {
        if (change is { IsWhole: true })
        {
            tables.Apply(change);
        }
        else
        {
            Nonsense = $"{what} that lacks what every object has";
        }
    }
}
