namespace Scalewright.Experiments.Services;

internal static class JsonLine
{
    /// <summary>Returns the JSON that a function writes, on one line.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
