using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Plugins;

/// <summary>
/// Sums up what other declarations can say about a plugin: which types there are, what they derive from, constants, and whole
/// records and enums. Bodies of methods say nothing, so most edits leave the sum as it is.
/// </summary>
internal static class DeclarationFacts
{
    // FNV-1a, 64 bits: offset basis and prime as published by its authors.
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> Trees = new();
    private static readonly ConditionalWeakTable<Compilation, StrongBox<ulong>> Compilations = new();

    /// <summary>The sum over all files of a compilation.</summary>
    public static ulong Of(Compilation compilation) => Compilations.GetValue(compilation, static compilation =>
    {
        ulong sum = Basis;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            sum = unchecked((sum ^ Of(tree)) * Prime);
        }

        return new StrongBox<ulong>(sum);
    }).Value;

    private static ulong Of(SyntaxTree tree) => Trees.GetValue(tree, static tree =>
    {
        ulong sum = Basis;
        if (tree.GetRoot() is CompilationUnitSyntax unit)
        {
            Add(unit.Externs, ref sum);
            Add(unit.Usings, ref sum);
            AddMembers(unit.Members, ref sum);
        }

        return new StrongBox<ulong>(sum);
    }).Value;

    private static void AddMembers(SyntaxList<MemberDeclarationSyntax> members, ref ulong sum)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            AddMember(member, ref sum);
        }
    }

    private static void AddMember(MemberDeclarationSyntax member, ref ulong sum)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                Add($"namespace {space.Name}", ref sum);
                Add(space.Usings, ref sum);
                AddMembers(space.Members, ref sum);
                Add("end", ref sum);
                break;
            case RecordDeclarationSyntax or EnumDeclarationSyntax:
                Add(member.ToFullString(), ref sum);
                break;
            case TypeDeclarationSyntax type:
                Add($"{type.Modifiers} {type.Keyword} {type.Identifier}{type.TypeParameterList}{type.ParameterList}{type.BaseList}", ref sum);
                AddMembers(type.Members, ref sum);
                Add("end", ref sum);
                break;
            case DelegateDeclarationSyntax:
                Add(member.ToString(), ref sum);
                break;
            case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword):
                Add(member.ToString(), ref sum);
                break;
        }
    }

    private static void Add<T>(SyntaxList<T> nodes, ref ulong sum)
        where T : SyntaxNode
    {
        foreach (T node in nodes)
        {
            Add(node.ToString(), ref sum);
        }
    }

    private static void Add(string text, ref ulong sum)
    {
        foreach (char character in text)
        {
            sum = unchecked((sum ^ character) * Prime);
        }

        sum = unchecked((sum ^ '\n') * Prime);
    }
}
