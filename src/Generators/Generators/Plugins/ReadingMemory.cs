using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Plugins;

/// <summary>
/// Remembers what was read from a declaration, for as long as its syntax lives. The compiler asks for every declaration again
/// after each edit anywhere; binding a thousand records takes tenths of a second, finding out that nothing changed a millisecond.
/// </summary>
internal static class ReadingMemory
{
    private static readonly ConditionalWeakTable<SyntaxNode, Slot> Slots = new();

    /// <summary>The declaration as text; null when no code can be made for it.</summary>
    public static PluginModel? Read(GeneratorAttributeSyntaxContext declaration)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)declaration.TargetSymbol;
        if (type.DeclaringSyntaxReferences.Length != 1)
        {
            return PluginReader.Read(type, declaration.Attributes[0]);
        }

        Compilation compilation = declaration.SemanticModel.Compilation;
        Surroundings surroundings = new(compilation.AssemblyName, compilation.ExternalReferences, DeclarationFacts.Of(compilation));
        Slot slot = Slots.GetValue(declaration.TargetNode, static _ => new Slot());
        if (slot.Last is { } last && last.Surroundings == surroundings)
        {
            return last.Plugin;
        }

        PluginModel? plugin = PluginReader.Read(type, declaration.Attributes[0]);
        slot.Last = new Reading(surroundings, plugin);
        return plugin;
    }

    /// <summary>All that a reading depends on beside the declaration itself and the file it stands in.</summary>
    private sealed record Surroundings(string? Assembly, ImmutableArray<MetadataReference> References, ulong Facts);

    private sealed record Reading(Surroundings Surroundings, PluginModel? Plugin);

    private sealed class Slot
    {
        private volatile Reading? _last;

        public Reading? Last
        {
            get => _last;
            set => _last = value;
        }
    }
}
