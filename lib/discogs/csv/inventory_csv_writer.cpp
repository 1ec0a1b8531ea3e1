#include "discogs/csv/row_writer.hpp"

#include <ostream>

namespace segue::discogs {

template <class Row>
struct inventory_csv_writer<Row>::state {
    explicit state(std::ostream& stream) : out(stream) {}

    std::ostream& out;
    row_writer<Row> rows;
    std::string line; // kept for its memory

    void check_stream() const {
        if (!out)
            throw std::ios_base::failure("the stream of an inventory file took no more");
    }
};

template <class Row>
inventory_csv_writer<Row>::inventory_csv_writer(std::ostream& out) : state_(std::make_unique<state>(out)) {}

template <class Row>
inventory_csv_writer<Row>::inventory_csv_writer(inventory_csv_writer&&) noexcept = default;
template <class Row>
inventory_csv_writer<Row>& inventory_csv_writer<Row>::operator=(inventory_csv_writer&&) noexcept = default;
template <class Row>
inventory_csv_writer<Row>::~inventory_csv_writer() = default;

template <class Row>
void inventory_csv_writer<Row>::write(const Row& row) {
    problem_list problems(inventory_check_params().most_problems);
    state_->line.clear();
    if (!state_->rows.append(state_->line, row, rows() + 2, problems)) {
        problems.report().rows = 1;
        throw make_csv_error("row", std::move(problems.report()));
    }
    state_->out.write(state_->line.data(), static_cast<std::streamsize>(state_->line.size()));
    state_->check_stream();
}

template <class Row>
void inventory_csv_writer<Row>::finish() {
    if (rows() == 0) {
        problem_list problems(1);
        problems.add(csv_fault::no_rows, {}, {});
        throw make_csv_error("rows", std::move(problems.report()));
    }
    state_->out.flush();
    state_->check_stream();
}

template <class Row>
std::uint64_t inventory_csv_writer<Row>::rows() const noexcept {
    return state_->rows.rows();
}

template class inventory_csv_writer<inventory_add_row>;
template class inventory_csv_writer<inventory_change_row>;
template class inventory_csv_writer<inventory_delete_row>;

} // namespace segue::discogs
