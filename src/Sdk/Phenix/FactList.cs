using System.Collections;

namespace Scalewright.Templating;

/// <summary>A list that a template may walk over; each element is made when it is reached and spends of the budget.</summary>
internal sealed class FactList(int count, Func<int, object?> element, RenderBudget budget) : IReadOnlyList<object?>
{
    public int Count => count;

    public object? this[int index]
    {
        get
        {
            budget.SpendTime();
            return element(index);
        }
    }

    public static FactList Of<T>(ValueList<T> items, Func<T, int, object?> element, RenderBudget budget) =>
        new(items.Count, index => element(items[index], index), budget);

    public IEnumerator<object?> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
