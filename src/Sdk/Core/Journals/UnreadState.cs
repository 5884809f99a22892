using System.Buffers;

namespace Scalewright.Journals;

/// <summary>A state that keeps nothing, for whoever reads the files of a state and not what it is about.</summary>
internal sealed class UnreadState : IDurableState
{
    public void Restore(ReadOnlyMemory<byte> content)
    {
    }

    public void Apply(in JournalRecord record)
    {
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
    }
}
