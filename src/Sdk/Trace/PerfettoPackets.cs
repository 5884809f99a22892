using System.Buffers.Binary;

namespace Scalewright.Traces;

/// <summary>Writes packets of perfetto.protos.Trace. An event is <see cref="BeginEvent"/>, any <c>Add…</c>,
/// <see cref="EndEvent"/>.</summary>
internal sealed class PerfettoPackets(ChunkedOutput output)
{
    // Values of perfetto.protos.TrackEvent.Type.
    public const int BeginType = 1;
    public const int InstantType = 3;
    private const int EndType = 2;
    private const int CounterType = 4;

    // Field numbers of perfetto.protos.Trace, TracePacket, TrackDescriptor, TrackEvent and DebugAnnotation.
    private const int TracePacket = 1;
    private const int PacketTimestamp = 8;
    private const int PacketSequence = 10;
    private const int PacketTrackEvent = 11;
    private const int PacketSequenceFlags = 13;
    private const int PacketTrackDescriptor = 60;
    private const int TrackId = 1;
    private const int TrackName = 2;
    private const int TrackParent = 5;
    private const int TrackCounter = 8;
    private const int TrackChildOrder = 11;
    private const int TrackRank = 12;
    private const int EventAnnotation = 4;
    private const int EventType = 9;
    private const int EventTrack = 11;
    private const int EventCategory = 22;
    private const int EventName = 23;
    private const int EventCounterValue = 44;
    private const int EventFlow = 47;
    private const int EventFlowEnd = 48;
    private const int AnnotationInteger = 4;
    private const int AnnotationText = 6;
    private const int AnnotationName = 10;

    private const int ExplicitOrder = 3;
    private const int IncrementalStateCleared = 1;
    private const int SequenceId = 1;

    private readonly ProtobufWriter _packet = new();
    private readonly ProtobufWriter _event = new();
    private readonly ProtobufWriter _submessage = new();
    private readonly VarintWriter _frame = new();
    private bool _hasPackets;

    /// <summary>Returns an ID: the FNV-1a hash of three numbers. It is the same in each export, and needs no table of IDs
    /// in use.</summary>
    public static ulong GetId(int run, int number, int row)
    {
        Span<byte> bytes = stackalloc byte[3 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, run);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(int)..], number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(2 * sizeof(int))..], row);
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte value in bytes)
        {
            hash = unchecked((hash ^ value) * 1_099_511_628_211);
        }

        return hash;
    }

    public ValueTask SendAsync() => output.SendAsync();

    public void WriteTrack(ulong id, ulong parent, string name, int rank, bool isCounter)
    {
        _submessage.Clear();
        _submessage.WriteNumber(TrackId, id);
        _submessage.WriteText(TrackName, name);
        if (parent != 0)
        {
            _submessage.WriteNumber(TrackParent, parent);
        }

        if (isCounter)
        {
            _submessage.WriteBytes(TrackCounter, []);
        }
        else
        {
            _submessage.WriteNumber(TrackChildOrder, ExplicitOrder);
        }

        _submessage.WriteNumber(TrackRank, (ulong)rank);
        _packet.WriteBytes(PacketTrackDescriptor, _submessage.Written);
        EndPacket();
    }

    public void WriteCounter(ulong time, ulong track, double value)
    {
        StartEvent(CounterType, track);
        _event.WriteDouble(EventCounterValue, value);
        EndEvent(time);
    }

    public void WriteEnd(ulong time, ulong track)
    {
        StartEvent(EndType, track);
        EndEvent(time);
    }

    public void BeginEvent(int type, ulong track, string name, string category)
    {
        StartEvent(type, track);
        _event.WriteText(EventCategory, category);
        _event.WriteText(EventName, name);
    }

    public void AddFlows(IEnumerable<ulong> flows, IEnumerable<ulong> ends)
    {
        foreach (ulong flow in flows)
        {
            _event.WriteFixed(EventFlow, flow);
        }

        foreach (ulong flow in ends)
        {
            _event.WriteFixed(EventFlowEnd, flow);
        }
    }

    public void AddNumber(string name, long value)
    {
        _submessage.Clear();
        _submessage.WriteText(AnnotationName, name);
        _submessage.WriteNumber(AnnotationInteger, unchecked((ulong)value));
        _event.WriteBytes(EventAnnotation, _submessage.Written);
    }

    /// <summary>Adds a text, if it is not empty.</summary>
    public void AddText(string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        _submessage.Clear();
        _submessage.WriteText(AnnotationName, name);
        _submessage.WriteText(AnnotationText, value);
        _event.WriteBytes(EventAnnotation, _submessage.Written);
    }

    public void EndEvent(ulong time)
    {
        _packet.WriteNumber(PacketTimestamp, time);
        _packet.WriteBytes(PacketTrackEvent, _event.Written);
        EndPacket();
    }

    private void StartEvent(int type, ulong track)
    {
        _event.Clear();
        _event.WriteNumber(EventType, (ulong)type);
        _event.WriteNumber(EventTrack, track);
    }

    private void EndPacket()
    {
        _packet.WriteNumber(PacketSequence, SequenceId);
        if (!_hasPackets)
        {
            _packet.WriteNumber(PacketSequenceFlags, IncrementalStateCleared);
            _hasPackets = true;
        }

        _frame.Clear();
        ProtobufWriter.WriteLength(_frame, TracePacket, _packet.Written.Length);
        output.Write(_frame.Written);
        output.Write(_packet.Written);
        _packet.Clear();
    }
}
