using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads an entry of <c>faults</c>: <c>at</c>, kind, affected machines and duration.</summary>
/// <param name="nodes">Existing machines; null if unknown, in which case every name is accepted.</param>
internal sealed class FaultReader(HashSet<string>? nodes)
{
    private static readonly string[] Kinds = [.. FaultKeyword.OfMachines.Select(keyword => keyword.Name)];
    private static readonly string[] Details = ["at", "duration", "latency", "jitter", "loss"];

    public TimedFault? Read(ExperimentFieldReader fields)
    {
        string[] kinds = [.. Kinds.Where(fields.Has)];
        TimeSpan at = fields.Length("at", TimeSpan.Zero);
        if (kinds.Length == 0 && ReportUnknown(fields))
        {
            return null;
        }

        if (kinds.Length != 1)
        {
            fields.Problems.AddError(
                ProblemCode.ConflictingFields,
                fields.Map.Position,
                fields.GetPath("crash"),
                kinds.Length == 0 ? "no fault is specified" : "several faults are specified",
                $"keep one of {string.Join(", ", Kinds)}"
            );
            return null;
        }

        FaultKeyword kind = FaultKeyword.OfMachines.Single(keyword => keyword.Name == kinds[0]);
        TimeSpan? time = kind.HasDuration && fields.Has("duration") ? fields.Length("duration", TimeSpan.Zero) : null;
        Fault? fault = Hosts(fields, kind) is { } hosts ? kind.Create(hosts, time, Link(fields, kind)) : null;
        return fields.Close(fault is null ? null : new TimedFault(at, fault));
    }

    private static bool ReportUnknown(ExperimentFieldReader fields)
    {
        DocumentEntry[] unknown =
        [
            .. fields.Map.Where(entry =>
                !Kinds.Contains(entry.Key, StringComparer.Ordinal) && !Details.Contains(entry.Key, StringComparer.Ordinal)
            ),
        ];
        foreach (DocumentEntry entry in unknown)
        {
            string name = TextEscaping.Escape(entry.Key);
            string advice = Spelling.Advise(entry.Key, [.. Kinds, .. Details], $"use one of {string.Join(", ", Kinds)}");
            fields.Problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                fields.GetPath(name),
                $"there is no fault '{name}'",
                advice
            );
        }

        return unknown.Length > 0;
    }

    private static LinkModel Link(ExperimentFieldReader fields, FaultKeyword kind)
    {
        if (!kind.HasLink)
        {
            return LinkModel.Default;
        }

        double loss = fields.Double("loss", 0);
        if (loss is < 0 or > 1)
        {
            fields.Problems.AddError(
                ProblemCode.OutOfRange,
                fields.Map["loss"]!.Position,
                fields.GetPath("loss"),
                "it is not a probability",
                "use 0 to 1"
            );
            loss = 0;
        }

        TimeSpan jitter = fields.Length("jitter", TimeSpan.Zero);
        return FaultKeyword.CreateLink(fields.Length("latency", FaultKeyword.DefaultLatency), jitter, loss);
    }

    private ValueList<string>? Hosts(ExperimentFieldReader fields, FaultKeyword kind)
    {
        if (kind.HostCount == 1)
        {
            return [Node(fields, kind.Name)];
        }

        return Pair(fields, kind.Name) is { } pair ? [pair.First, pair.Second] : null;
    }

    private string Node(ExperimentFieldReader fields, string key)
    {
        string name = fields.Text(key, "");
        Know(fields, fields.Map[key]!, key, name);
        return name;
    }

    private (string First, string Second)? Pair(ExperimentFieldReader fields, string key)
    {
        DocumentNode[] items = fields.Items(key);
        string[] names = [.. items.OfType<DocumentScalar>().Select(item => item.Text)];
        if (names.Length != 2 || items.Length != 2)
        {
            fields.AddError(fields.Map[key]!, fields.GetPath(key), "two machines, as in [a-1, b-1]");
            return null;
        }

        Know(fields, items[0], key, names[0]);
        Know(fields, items[1], key, names[1]);
        if (names[0] == names[1])
        {
            fields.Problems.AddError(
                ProblemCode.ConflictingFields,
                items[1].Position,
                fields.GetPath(key),
                LinkRules.ToItself(names[1]),
                LinkRules.NameAnother
            );
            return null;
        }

        return (names[0], names[1]);
    }

    private void Know(ExperimentFieldReader fields, DocumentNode node, string key, string name)
    {
        if (nodes is not null && !nodes.Contains(name))
        {
            fields.Problems.AddError(
                ProblemCode.UnknownReference,
                node.Position,
                fields.GetPath(key),
                $"there is no machine '{TextEscaping.Escape(name)}'",
                Spelling.Advise(name, nodes, "use a machine of 'nodes', as KIND-NUMBER")
            );
        }
    }
}
