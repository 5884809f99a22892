using System.Reflection;

namespace Scalewright.Testing.Facts;

/// <summary>Finds what an attribute names.</summary>
internal static class FactMembers
{
    private const BindingFlags Anywhere = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>The value of a static property or field.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="type">Where it is.</param>
    /// <param name="field">The attribute's property that names it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="problems">Told when there is none.</param>
    /// <returns>Null when there is none.</returns>
    public static T? Read<T>(Type type, string field, string name, List<Problem> problems)
        where T : class
    {
        object? value = type.GetProperty(name, Anywhere) is { CanRead: true } property
            ? property.GetValue(null, BindingFlags.DoNotWrapExceptions, null, null, null)
            : type.GetField(name, Anywhere)?.GetValue(null);
        if (value is not T)
        {
            problems.Add(FactProblem.Of(field, $"{type.Name} has no static {typeof(T).Name} '{name}'", "name a static property or field of that type"));
        }

        return value as T;
    }

    /// <summary>The one method of a name.</summary>
    /// <param name="type">The test class.</param>
    /// <param name="name">Its name.</param>
    /// <param name="problems">Told when there is none, or when it cannot be run.</param>
    /// <returns>Null when there is none.</returns>
    public static MethodInfo? Method(Type type, string name, List<Problem> problems)
    {
        MethodInfo[] named = [.. type.GetMethods(Anywhere | BindingFlags.Instance).Where(method => method.Name == name)];
        if (named.Length != 1)
        {
            problems.Add(FactProblem.Of(nameof(SimulationFactAttribute.Check), $"{type.Name} has {(named.Length == 0 ? "no method" : $"{named.Length} methods")} '{name}'", "name one method of the test class"));
            return null;
        }

        problems.AddRange(FactMethod.Check(named[0]));
        return named[0];
    }
}
