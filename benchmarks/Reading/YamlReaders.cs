using System.Text;
using Scalewright.Documents;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Benchmarks.Reading;

/// <summary>The compared readers. Each starts from the bytes of the file.</summary>
public static class YamlReaders
{
    private static readonly ReadLimits Limits = ReadLimits.ExperimentDocument;

    public static DocumentNode ReadGuarded(byte[] utf8) =>
        DocumentReader.Read(utf8, Dialect.Yaml, Limits).Root ?? throw new InvalidOperationException("the sample is refused");

    public static YamlStream ReadModel(byte[] utf8)
    {
        YamlStream model = [];
        using StringReader text = new(Encoding.UTF8.GetString(utf8));
        model.Load(text);
        return model;
    }

    public static int CountEvents(byte[] utf8)
    {
        using StringReader text = new(Encoding.UTF8.GetString(utf8));
        Parser parser = new(text);
        int events = 0;
        while (parser.MoveNext())
        {
            events++;
        }

        return events;
    }
}
