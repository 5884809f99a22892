namespace Scalewright.Traces;

/// <summary>Writes a JSON object per event and line. Fields without a value are left out.</summary>
internal static class EventLinesExport
{
    public static async Task WriteAsync(IReadOnlyList<RunTrace> runs, ChunkedOutput output)
    {
        await using Utf8JsonWriter json = new(output.Bytes);
        for (int run = 0; run < runs.Count; run++)
        {
            ILookup<int, int> reads = runs[run].Links.ToLookup(link => link.Event, link => link.Read);
            for (int number = 0; number < runs[run].Events.Count; number++)
            {
                WriteEvent(json, runs[run], run, number, [.. reads[number]]);
                await json.FlushAsync();
                json.Reset();
                output.Write("\n"u8);
                await output.SendAsync();
            }
        }
    }

    private static void WriteEvent(Utf8JsonWriter json, RunTrace run, int index, int number, int[] reads)
    {
        RunEvent runEvent = run.Events[number];
        RunSubject subject = run.Subjects[runEvent.Subject];
        json.WriteStartObject();
        json.WriteNumber("run"u8, index);
        json.WriteNumber("number"u8, number);
        json.WriteString("kind"u8, RunSpans.GetName(runEvent.Kind));
        json.WriteString("subject"u8, subject.ToString());
        json.WriteString("subjectKind"u8, RunSpans.GetName(subject.Kind));
        json.WriteNumber("start"u8, GetSeconds(runEvent.Start));
        if (runEvent.End is { } end)
        {
            json.WriteNumber("end"u8, GetSeconds(end));
        }

        json.WriteString("message"u8, runEvent.Message);
        WriteText(json, "result", runEvent.Result);
        WriteNumber(json, "cause", runEvent.Cause);
        WriteNumber(json, "parent", runEvent.Parent);
        WriteNumber(json, "response", runEvent.Response);
        if (reads.Length > 0)
        {
            json.WriteStartArray("reads"u8);
            foreach (int read in reads)
            {
                json.WriteNumberValue(read);
            }

            json.WriteEndArray();
        }

        if (runEvent.Step != 0)
        {
            json.WriteNumber("step"u8, runEvent.Step);
        }

        WriteText(json, "source", runEvent.Source);
        WriteText(json, "details", runEvent.Details);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int number)
    {
        if (number >= 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static decimal GetSeconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;
}
